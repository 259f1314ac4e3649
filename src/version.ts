/** The version of this package. Brokers see it in ApiVersions (KIP-511). */
export const VERSION = '0.1.0'
