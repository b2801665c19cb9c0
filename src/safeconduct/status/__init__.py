"""Says in what legal position a person is, what comes next and by when; promises nothing."""
