"""All writes of grading. grading: what the hospital says. reviewing: what officers of its place and above say."""
