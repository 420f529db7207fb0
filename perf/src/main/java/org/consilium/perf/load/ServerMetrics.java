package org.consilium.perf.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * What our media server tells about its loops on {@code /metrics}, all loops together.
 *
 * @param allocatedBytes by the loops' threads since they began
 * @param longestDelaySeconds the longest that something ready waited, of the last minute or so
 */
record ServerMetrics(double allocatedBytes, double longestDelaySeconds) {
    private static final String ALLOCATED = "sfu_loop_allocated_bytes_total{";
    private static final String DELAY = "sfu_loop_delay_seconds{";
    private static final String LONGEST = "quantile=\"1\"";

    /**
     * Asks the server.
     *
     * @param metrics where it tells
     * @throws IOException when it does not
     */
    static ServerMetrics of(HttpClient http, URI metrics) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(metrics).build();
        return parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static ServerMetrics parse(String text) {
        double allocated = 0;
        double longest = 0;
        for (String line : text.split("\n")) {
            if (line.startsWith(ALLOCATED)) {
                allocated += value(line);
            } else if (line.startsWith(DELAY) && line.contains(LONGEST)) {
                longest = Math.max(longest, value(line));
            }
        }
        return new ServerMetrics(allocated, longest);
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
