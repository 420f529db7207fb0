package org.consilium.control.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random secrets, their stored digests, and keys derived from this installation's one key.
 *
 * <p>Thread-safe. Each use has its own key: HMAC-SHA-256 of a label under the installation key.
 */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int GCM_NONCE_BYTES = 12;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final byte[] installationKey;

    public Secrets(byte[] installationKey) {
        if (installationKey.length < 32) {
            throw new IllegalArgumentException("the installation key needs 32 bytes");
        }
        this.installationKey = installationKey.clone();
    }

    /** 256 random bits as 43 characters that survive any address bar. */
    public static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** 128 random bits as 26 lower-case letters and digits, for names that people may read out. */
    public static String randomName() {
        var bytes = new byte[26];
        RANDOM.nextBytes(bytes);
        var name = new StringBuilder(26);
        for (var b : bytes) {
            name.append(BASE32.charAt(b & 31));
        }
        return name.toString();
    }

    /**
     * What is stored of a random secret. A plain digest is enough: 256 random bits cannot be
     * guessed from it.
     */
    public static byte[] digest(String secret) {
        return digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key for one use. */
    public byte[] key(String label) {
        return mac(installationKey, label);
    }

    /** The same answer for the same input, unpredictable without the installation key. */
    public String derive(String label, String input) {
        return BASE64.encodeToString(mac(key(label), input));
    }

    /**
     * A pseudonym of an address: comparable within this installation, not reversible by trying all
     * addresses without the key.
     */
    public String addressHash(String address) {
        return derive("address", address).substring(0, 22);
    }

    /**
     * AES-256-GCM; {@code context} is authenticated, so that a value moved to another row does not
     * open.
     */
    public byte[] seal(String label, String context, byte[] plain) {
        try {
            var nonce = new byte[GCM_NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            var cipher = cipher(Cipher.ENCRYPT_MODE, label, context, nonce);
            var sealed = cipher.doFinal(plain);
            var out = new byte[nonce.length + sealed.length];
            System.arraycopy(nonce, 0, out, 0, nonce.length);
            System.arraycopy(sealed, 0, out, nonce.length, sealed.length);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt", e);
        }
    }

    public byte[] open(String label, String context, byte[] sealed) {
        try {
            var nonce = java.util.Arrays.copyOf(sealed, GCM_NONCE_BYTES);
            var cipher = cipher(Cipher.DECRYPT_MODE, label, context, nonce);
            return cipher.doFinal(sealed, GCM_NONCE_BYTES, sealed.length - GCM_NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot decrypt: another installation key?", e);
        }
    }

    private Cipher cipher(int mode, String label, String context, byte[] nonce)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key(label), "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] mac(byte[] key, String input) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
