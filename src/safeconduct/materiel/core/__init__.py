"""What the materiel room decides: values, awards, same-item alerts and the life of an item."""
