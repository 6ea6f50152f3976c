"""The use cases of the pipeline, a file per verb: each one transaction, one decision, one line of history."""
