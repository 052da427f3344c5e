"""All writes of lists. editions: from a file or from candidates to a published list. candidates: what is proposed."""
