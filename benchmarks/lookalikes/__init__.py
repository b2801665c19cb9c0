"""Lookalikes of the programme, made up for measurement: names, copies and ordinary pages."""
