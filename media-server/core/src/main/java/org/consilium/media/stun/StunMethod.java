package org.consilium.media.stun;

/** Method numbers (IANA registry "STUN Methods"). */
public final class StunMethod {
    public static final int BINDING = 0x001;

    private StunMethod() {}
}
