"""Processing algorithms: parameters, help, and a page of orchestration each."""
