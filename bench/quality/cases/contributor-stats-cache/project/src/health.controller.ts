import { Controller, Get, Inject } from '@nestjs/common';
import { CacheService } from './cache.service.js';

@Controller('health')
export class HealthController {
  constructor(@Inject(CacheService) private readonly cache: CacheService) {}

  @Get()
  health(): { status: string; cached: number } {
    return { status: 'ok', cached: this.cache.size };
  }
}
