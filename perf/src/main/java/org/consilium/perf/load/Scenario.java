package org.consilium.perf.load;

/** The loads that figures are given for. */
enum Scenario {
    /** One room of ten, everybody with microphone and camera. */
    S1(1, 10, 0, 720, true),
    /** Thirty rooms of three: consultations as they mostly are. */
    S2(30, 3, 0, 720, true),
    /** One camera and microphone for a hundred: a lecture. */
    S3(1, 1, 100, 720, true),
    /** Ten microphones for a hundred more: a round without pictures. */
    S4(1, 10, 100, 0, true);

    final int rooms;
    final int publishers;
    final int subscribers;
    final int video;
    final boolean audio;

    Scenario(int rooms, int publishers, int subscribers, int video, boolean audio) {
        this.rooms = rooms;
        this.publishers = publishers;
        this.subscribers = subscribers;
        this.video = video;
        this.audio = audio;
    }
}
