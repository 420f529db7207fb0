package org.consilium.media.sdp;

/** What reading a text gave. */
public sealed interface SdpResult {
    /** A description. */
    record Parsed(SessionDescription description) implements SdpResult {}

    /**
     * None.
     *
     * @param line number of the offending line, from 1
     */
    record Malformed(SdpError error, int line) implements SdpResult {}
}
