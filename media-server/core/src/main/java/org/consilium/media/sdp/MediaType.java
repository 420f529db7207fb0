package org.consilium.media.sdp;

/** The kinds of media sections WebRTC knows. */
public enum MediaType {
    AUDIO,
    VIDEO,
    APPLICATION,
    /** Anything else; such a section is kept and rejected. */
    OTHER;

    static MediaType of(String token) {
        return switch (token) {
            case "audio" -> AUDIO;
            case "video" -> VIDEO;
            case "application" -> APPLICATION;
            default -> OTHER;
        };
    }
}
