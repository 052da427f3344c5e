"""The trade on the platform: orders, answers, deliveries, receipts, returns. PRC-4."""
