// Stands in for a module none of whose parts exists yet.
