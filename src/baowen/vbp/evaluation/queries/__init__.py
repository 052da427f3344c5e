"""All reads of evaluations. results: from the files of runs; runs and records: from records, for who may see them."""
