package org.consilium.media.sdp;

/**
 * A certificate fingerprint as written (RFC 8122 §5).
 *
 * @param hash name of the hash function
 * @param value hexadecimal pairs with colons
 */
public record Fingerprint(String hash, String value) {}
