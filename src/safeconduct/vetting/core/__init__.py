"""The pure part of the vetting room: facts in, reasons and ladder out."""
