package org.consilium.media.bwe;

/** What the trend of the delay says about the bottleneck (draft-ietf-rmcat-gcc-02 §5.4). */
enum Usage {
    NORMAL,
    /** The queue grows. */
    OVERUSE,
    /** The queue drains. */
    UNDERUSE
}
