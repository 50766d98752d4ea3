import { BadRequestException, Controller, Get, Inject, NotFoundException, Param } from '@nestjs/common';
import { CacheService } from './cache.service.js';

export const GITHUB = Symbol('GITHUB');

export interface Stats {
  username: string;
  commits: number;
  pullRequests: number;
}

export interface GithubClient {
  stats(username: string): Promise<Stats | null>;
}

const USERNAME = /^[a-z\d](?:[a-z\d-]{0,38})$/i;

@Controller('api/contributors')
export class ContributorsController {
  constructor(
    @Inject(GITHUB) private readonly github: GithubClient,
    @Inject(CacheService) private readonly cache: CacheService,
  ) {}

  @Get(':username')
  async stats(@Param('username') username: string): Promise<Stats> {
    if (!USERNAME.test(username)) throw new BadRequestException('not a user name');
    const key = `stats:${username.toLowerCase()}`;
    const cached = this.cache.get<Stats | null>(key);
    const stats = cached === undefined ? await this.github.stats(username) : cached;
    // Unknown names are kept, too: the rate limit of GitHub counts them.
    if (cached === undefined) this.cache.set(key, stats);
    if (!stats) throw new NotFoundException('no such contributor');
    return stats;
  }
}
