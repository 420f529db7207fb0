package org.consilium.media.dtls;

import java.util.List;

/**
 * Our end of one DTLS association: a certificate of its own, a handshake, then records both ways.
 *
 * <p>All methods are called on the loop's thread and return without blocking. Whatever the
 * handshake needs to wait for happens elsewhere and comes back as {@link DtlsEvents} on the loop's
 * thread.
 */
public interface DtlsEndpoint {
    /** The fingerprint of our certificate, for {@code a=fingerprint} (RFC 8122 §5). */
    DtlsFingerprint localFingerprint();

    /**
     * Starts the association. Datagrams that came earlier were held by the caller.
     *
     * @param role CLIENT sends the first flight, SERVER awaits it
     * @param expected fingerprints the peer signalled; its certificate must match one of them,
     *     otherwise the association ends with {@link DtlsEnd#FINGERPRINT_MISMATCH}
     */
    void start(DtlsRole role, List<DtlsFingerprint> expected, DtlsEvents events);

    /** One datagram whose first byte is in 20..63 (RFC 7983). Bad records are dropped. */
    void onDatagram(byte[] array, int offset, int length);

    /**
     * Sends one record of application data, at most 1200 bytes. Returns false, and sends nothing,
     * before the handshake is complete or after the end.
     */
    boolean send(byte[] array, int offset, int length);

    /** Sends close_notify if established and frees the keys. Idempotent. */
    void close();
}
