"""Who runs engines: processes of this machine or of a cluster."""
