"""All writes of reserve plans: catalogue, agreements, duty, assessments."""
