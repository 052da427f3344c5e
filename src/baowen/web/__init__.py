"""The pages: sign-in, and the shell around what contexts show. Asks actions and queries; holds no rule of its own."""
