package org.consilium.control.http;

/**
 * What is wrong with one member of a request body.
 *
 * @param pointer JSON pointer (RFC 6901) to the member
 * @param code one of the codes listed in openapi.yaml, also the key of its message
 */
public record FieldError(String pointer, String code) {}
