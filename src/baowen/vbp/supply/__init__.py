"""Problems of supply told to selected enterprises, each enterprise's file,
and who joined by agreement. VBP-9, VBP-10, CRD-6."""
