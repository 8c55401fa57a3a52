"""The spine: instances, one step in one transaction, the journal and the deadlines. Knows no feature."""
