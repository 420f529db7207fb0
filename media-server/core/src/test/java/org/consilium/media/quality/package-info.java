/**
 * How good the media is, in numbers: the bandwidth estimator on simulated paths (cases of RFC 8867,
 * criteria of RFC 8868) and whole conferences on bad networks, in virtual time. Each result is a
 * row of {@code perf/results/quality.md}.
 */
package org.consilium.media.quality;
