package org.consilium.media.srtp;

import java.util.Arrays;

/**
 * Master key and master salt of one direction (RFC 3711 §3.2.1). Owns its arrays; {@link #destroy}
 * zeroes them once sender and receiver have derived their session keys.
 */
public final class SrtpMasterKey {
    private final SrtpProfile profile;
    private final byte[] key;
    private final byte[] salt;

    /**
     * @throws IllegalArgumentException when a length is not the profile's
     */
    public SrtpMasterKey(SrtpProfile profile, byte[] key, byte[] salt) {
        if (key.length != profile.keyBytes() || salt.length != profile.saltBytes()) {
            throw new IllegalArgumentException(
                    profile + " with " + key.length + " key and " + salt.length + " salt bytes");
        }
        this.profile = profile;
        this.key = key.clone();
        this.salt = salt.clone();
    }

    public SrtpProfile profile() {
        return profile;
    }

    /** Not a copy: for the key derivation. */
    byte[] key() {
        return key;
    }

    /** Not a copy: for the key derivation. */
    byte[] salt() {
        return salt;
    }

    /** Zeroes key and salt. Idempotent. */
    public void destroy() {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "SrtpMasterKey[" + profile + "]";
    }
}
