package org.consilium.media.srtp;

import java.util.Arrays;

/**
 * What DTLS exported, split into the master keys of both directions (RFC 5764 §4.2, RFC 7714 §12).
 * "Client" is whoever was the DTLS client: it protects with {@link #client} and unprotects with
 * {@link #server}.
 */
public final class SrtpKeyingMaterial {
    private final SrtpMasterKey client;
    private final SrtpMasterKey server;

    /**
     * @param exported client key, server key, client salt, server salt; stays the caller's, who
     *     zeroes it
     * @throws IllegalArgumentException when its length is not the profile's
     */
    public SrtpKeyingMaterial(SrtpProfile profile, byte[] exported) {
        if (exported.length != profile.keyingMaterialBytes()) {
            throw new IllegalArgumentException(
                    profile + " with " + exported.length + " bytes of keying material");
        }
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        client = slice(profile, exported, 0, 2 * key);
        server = slice(profile, exported, key, 2 * key + salt);
    }

    private static SrtpMasterKey slice(SrtpProfile profile, byte[] all, int key, int salt) {
        byte[] keyBytes = Arrays.copyOfRange(all, key, key + profile.keyBytes());
        byte[] saltBytes = Arrays.copyOfRange(all, salt, salt + profile.saltBytes());
        var result = new SrtpMasterKey(profile, keyBytes, saltBytes);
        Arrays.fill(keyBytes, (byte) 0);
        Arrays.fill(saltBytes, (byte) 0);
        return result;
    }

    /** What the DTLS client sends with. */
    public SrtpMasterKey client() {
        return client;
    }

    /** What the DTLS server sends with. */
    public SrtpMasterKey server() {
        return server;
    }

    /** Zeroes both keys. Idempotent. */
    public void destroy() {
        client.destroy();
        server.destroy();
    }
}
