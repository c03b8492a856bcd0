"""The coach suggests questions and drafts summaries from lines both people may read; it holds no pen."""
