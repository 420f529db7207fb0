package org.consilium.media.srtp;

import java.util.List;
import java.util.Optional;

/**
 * A protection profile of the IANA registry "DTLS-SRTP Protection Profiles" that we speak: numbers
 * and lengths of RFC 5764 §4.1.2 and RFC 7714 §14.2.
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(7, 16, 12, 16),
    AEAD_AES_256_GCM(8, 32, 12, 16),
    SRTP_AES128_CM_HMAC_SHA1_80(1, 16, 14, 10);

    /**
     * In the order we choose. GCM costs a fraction of counter mode with HMAC on any processor with
     * carry-less multiplication, and 128 bits cost less than 256.
     */
    public static final List<SrtpProfile> PREFERENCE =
            List.of(AEAD_AES_128_GCM, AEAD_AES_256_GCM, SRTP_AES128_CM_HMAC_SHA1_80);

    /**
     * How much longer a protected packet of any profile can be: a 16-byte tag and an SRTCP word.
     */
    public static final int MAX_OVERHEAD_BYTES = 20;

    private final int number;
    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpProfile(int number, int keyBytes, int saltBytes, int tagBytes) {
        this.number = number;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    /** The profile with this number in the registry, if we speak it. */
    public static Optional<SrtpProfile> withNumber(int number) {
        for (var profile : PREFERENCE) {
            if (profile.number == number) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    /** The number in the registry, as the use_srtp extension carries it. */
    public int number() {
        return number;
    }

    /** Length of the master key, which is also that of the session encryption keys. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Length of the master salt, which is also that of the session salts. */
    public int saltBytes() {
        return saltBytes;
    }

    /** What DTLS has to export: two keys and two salts (RFC 5764 §4.2). */
    public int keyingMaterialBytes() {
        return 2 * (keyBytes + saltBytes);
    }

    /** How much longer an RTP packet becomes: the authentication tag. */
    public int rtpOverheadBytes() {
        return tagBytes;
    }

    /** How much longer an RTCP packet becomes: the tag, the E bit and the SRTCP index. */
    public int rtcpOverheadBytes() {
        return tagBytes + 4;
    }

    boolean isAead() {
        return this != SRTP_AES128_CM_HMAC_SHA1_80;
    }
}
