package org.consilium.media.peer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.media.time.ToldTime;

/**
 * What all peers of one loop share.
 *
 * @param announced our addresses, best first
 * @param flushes peers with datagrams to send at the end of the batch
 * @param faults told of exceptions that one peer's work threw: always a bug of ours
 */
public record LoopSurroundings(
        List<TransportAddress> announced,
        DtlsProvider dtls,
        SrtpCipherSuite ciphers,
        RandomGenerator random,
        DatagramSink sink,
        ToldTime time,
        PeerTable peers,
        FlushList flushes,
        TransportCounters counters,
        FaultListener faults) {
    public LoopSurroundings {
        announced = List.copyOf(announced);
    }
}
