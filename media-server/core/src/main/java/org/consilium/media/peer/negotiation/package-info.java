/**
 * Part of storey 3: turns session descriptions into setup records and back. Plain data and logic;
 * off the hot path. Imports {@code sdp}, {@code rtp} (extensions), {@code ice} (credentials,
 * candidates) and {@code dtls} (fingerprints, roles).
 *
 * <p>{@link org.consilium.media.peer.negotiation.PublisherAnswerer} answers what a client
 * publishes, {@link org.consilium.media.peer.negotiation.SubscriberOfferer} offers what it receives
 * (JSEP, RFC 8829; RFC 8866; RFC 8843).
 */
@NullMarked
package org.consilium.media.peer.negotiation;

import org.jspecify.annotations.NullMarked;
