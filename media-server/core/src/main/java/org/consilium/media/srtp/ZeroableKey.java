package org.consilium.media.srtp;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key whose bytes can be zeroed, which the JDK's own key class refuses. Copies inside the JDK's
 * cipher objects live until the collector takes them.
 */
final class ZeroableKey implements SecretKey {
    private final String algorithm;
    private final byte[] bytes;

    ZeroableKey(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes.clone();
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy, as the interface demands: the JDK's ciphers zero what they are given. */
    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "ZeroableKey[" + algorithm + "]";
    }
}
