package org.consilium.media.peer.negotiation;

import org.consilium.media.sdp.MediaType;
import org.jspecify.annotations.Nullable;

/** What a section carries in RTP. */
public enum MediaKind {
    AUDIO("audio"),
    VIDEO("video");

    private final String token;

    MediaKind(String token) {
        this.token = token;
    }

    /** The first token of the m-line. */
    String token() {
        return token;
    }

    /** Null for sections that carry no RTP of ours. */
    static @Nullable MediaKind of(MediaType type) {
        return switch (type) {
            case AUDIO -> AUDIO;
            case VIDEO -> VIDEO;
            case APPLICATION, OTHER -> null;
        };
    }
}
