"""The pure part of the status room: readings, deadlines, offers."""
