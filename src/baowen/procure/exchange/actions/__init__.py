"""All writes by messages. taking: any message. papers: orders, deliveries, receipts, returns. shelf: 3501 to 3504."""
