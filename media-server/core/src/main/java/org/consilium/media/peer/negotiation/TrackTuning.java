package org.consilium.media.peer.negotiation;

import org.jspecify.annotations.Nullable;

/**
 * How the answer for one published track is tuned.
 *
 * @param preferred listed first where offered; null for the order of the policy
 * @param onlyPreferred list nothing else, for clients that ignore the order
 * @param dtx ask for discontinuous transmission of Opus
 * @param stereo ask for stereo Opus of music quality
 * @param red put redundant audio (RFC 2198) first where the policy has it
 */
public record TrackTuning(
        @Nullable Codec preferred,
        boolean onlyPreferred,
        boolean dtx,
        boolean stereo,
        boolean red) {
    /** Speech with DTX, whatever codec the client likes best. */
    public static final TrackTuning DEFAULT = new TrackTuning(null, false, true, false, true);
}
