/**
 * Storey 1: session descriptions (RFC 8866) as far as WebRTC uses them (JSEP, RFC 8829; bundle, RFC
 * 8843; ICE, RFC 8839; DTLS, RFC 8842; data channels, RFC 8841; simulcast, RFC 8853). A bounded
 * reader that never throws, and a writer. Off the hot path; imports nothing of ours.
 */
@NullMarked
package org.consilium.media.sdp;

import org.jspecify.annotations.NullMarked;
