package org.consilium.media.peer.negotiation;

/**
 * A simulcast encoding named by its restriction identifier (RFC 8851, RFC 8853).
 *
 * @param paused whether the offer began with it paused ({@code ~})
 */
public record RidLayer(String rid, boolean paused) {}
