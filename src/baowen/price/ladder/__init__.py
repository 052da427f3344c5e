"""The ladder of measures, the clocks of its steps and the form of costs: what the pack says, without records."""
