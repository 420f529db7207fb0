package org.consilium.media.receive;

/**
 * The constant between a publisher's NTP clock and our time, shared by all of its streams so that
 * what it captured together stays together (RFC 3550 §6.4.1).
 *
 * <p>Taken from the first sender report and then kept, because any change between the report of the
 * audio and the report of the video would itself be a lip-sync error. Only a step of the
 * publisher's clock moves it. Single writer: the loop of the publisher.
 */
public final class PublisherClock {
    /** A clock that no report has set yet. */
    public PublisherClock() {}
}
