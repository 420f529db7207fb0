package org.consilium.control.chat;

import java.util.List;

/** Messages in ascending {@code seq}, and the newest {@code seq} of the conversation. */
public record MessagePage(List<MessageView> items, long lastSeq, boolean hasMore) {}
