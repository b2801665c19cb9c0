"""Weighs whether a person is who and what they say; advises two officers and gates no help."""
