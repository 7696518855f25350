class CalibrationError(Exception):
    """Something a person can do something about; its message is shown as it stands."""
