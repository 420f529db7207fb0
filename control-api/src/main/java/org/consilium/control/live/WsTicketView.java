package org.consilium.control.live;

/** A ticket for the first frame on the WebSocket. */
public record WsTicketView(String ticket, long expiresIn) {}
