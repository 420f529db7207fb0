package org.consilium.media.peer.negotiation;

/** What a section carries in RTP. */
public enum MediaKind {
    AUDIO,
    VIDEO
}
