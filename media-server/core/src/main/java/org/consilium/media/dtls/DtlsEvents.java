package org.consilium.media.dtls;

/** What an association tells its owner, always on the loop's thread. Arrays are borrowed. */
public interface DtlsEvents {
    /** A datagram to send to the peer. */
    void onTransmit(byte[] array, int offset, int length);

    /**
     * The handshake is complete and the peer's certificate matched.
     *
     * @param srtpProfile the chosen profile's number in the IANA registry "DTLS-SRTP Protection
     *     Profiles"
     * @param keyingMaterial exported with the label EXTRACTOR-dtls_srtp (RFC 5764 §4.2): client
     *     key, server key, client salt, server salt; the receiver owns it
     */
    void onEstablished(int srtpProfile, byte[] keyingMaterial);

    /** One record of application data. */
    void onApplicationData(byte[] array, int offset, int length);

    /** The association is over; nothing follows. */
    void onEnd(DtlsEnd end);
}
