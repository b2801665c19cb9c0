"""Letters in, mailbox items out, and the words that open a mailbox."""
