package org.consilium.server.admin;

/**
 * Counters of webhooks since the start, and how many wait now.
 *
 * @param retried attempts that failed and were made again
 * @param dropped events never delivered: refused, given up, or without room in the queue
 */
public record WebhookStatistics(long sent, long retried, long dropped, int waiting) {}
