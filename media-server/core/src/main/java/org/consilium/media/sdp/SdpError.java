package org.consilium.media.sdp;

/** Why a text is not a session description we read. */
public enum SdpError {
    /** Longer than {@link SdpReader#MAX_LENGTH}. */
    TOO_LONG,
    /** More lines, sections or attributes of one kind than {@link SdpReader} allows. */
    TOO_MUCH,
    /** A line that is not {@code x=}, or no version line first. */
    NOT_SDP,
    /** An m-line that is not {@code media port protocol formats}. */
    BAD_MEDIA_LINE,
    /** An attribute we know whose value is against its grammar. */
    BAD_ATTRIBUTE
}
