"""Tests of `safeconduct.doors.office`; the name tests.doors is taken by the test clients."""
