package org.consilium.media.sctp;

/** Takes SCTP packets away; each becomes one DTLS record (RFC 8261 §3). */
@FunctionalInterface
public interface SctpSink {
    /**
     * Sends one packet. The bytes are borrowed until return. Best effort: what is lost is sent
     * again by the protocol. Must not call back into the association.
     */
    void transmit(byte[] array, int offset, int length);
}
