import data from './nft/versions.json' with { type: 'json' };

/** The first version of nft that has a feature. */
export const NFT_SINCE: Readonly<typeof data.since> = data.since;
