"""The notices themselves, by subject. Import them from `notifications.catalogue`."""
