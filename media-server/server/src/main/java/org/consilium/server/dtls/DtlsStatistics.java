package org.consilium.server.dtls;

import java.util.Map;
import org.consilium.media.dtls.DtlsEnd;

/**
 * Counters since the start of the process.
 *
 * @param handshaking handshakes in progress now
 * @param established handshakes completed
 * @param ended associations that ended, by reason; those we closed ourselves are not among them
 * @param datagramsDropped datagrams that were no DTLS, too long, harmful or too many
 * @param certificatesMadeOnLoop how often the pool of certificates was empty
 */
public record DtlsStatistics(
        int handshaking,
        long established,
        Map<DtlsEnd, Long> ended,
        long datagramsDropped,
        long certificatesMadeOnLoop) {
    public DtlsStatistics {
        ended = Map.copyOf(ended);
    }
}
